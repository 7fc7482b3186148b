export * from './archetypes/index.ts'
export { Stepper, Timeline, type Step, type TimelineItem } from './components/acts.tsx'
export {
  Button,
  ButtonLink,
  Card,
  Chip,
  Cluster,
  Heading,
  KeyValue,
  Kpi,
  Kpis,
  Lines,
  Notice,
  Section,
  Stack,
  Sub,
  type Line,
  type Pair,
  type Tone,
} from './components/basics.tsx'
export { CodeList, CodeText, FileLines, QrLink, QrPicture } from './components/codes.tsx'
export { CheckField, ChoiceField, FileField, SelectField, TextField, type Option } from './components/controls.tsx'
export {
  ConfirmWithNumbers,
  Dialog,
  MaskedValue,
  NumberFacts,
  ReasonDialog,
  ReasonedActDialog,
  type NumberFact,
} from './components/dialogs.tsx'
export {
  Ago,
  Count,
  DateText,
  InstantText,
  Money,
  ProgressBar,
  Ring,
  Trend,
  type TrendPoint,
} from './components/figures.tsx'
export { Bars, SectionSheet, type Bar, type FigureLine, type FigureSection } from './components/section-sheet.tsx'
export { ExportDialog, type ExportFormat } from './components/export.tsx'
export { FilterChips, SearchBox, UrlDate, UrlSelect, type FilterOption, type FilterSet } from './components/filters.tsx'
export { ErrorSummary, Field, FieldsOf, Form, FormEnd, PartFault, type Control } from './components/forms.tsx'
export { PageHeader, PrintOnly, ScreenOnly, type Crumb, type PageHeaderProps } from './components/header.tsx'
export { FileButton } from './components/file-button.tsx'
export { Link, type LinkProps } from './components/link.tsx'
export { Paired, type PairedPoint } from './components/paired.tsx'
export { FieldRow, Nested } from './components/nested.tsx'
export {
  Beside,
  FieldGroup,
  FilterFields,
  FormParts,
  Pad,
  SearchInput,
  SelectInput,
  TextButton,
  Told,
} from './components/parts.tsx'
export { Queue, type QueueGroup, type QueueItem } from './components/queue.tsx'
export { Sheet, type SheetCell, type SheetGroup, type SheetRow } from './components/sheet.tsx'
export {
  BoardSkeleton,
  Bone,
  FigureSkeleton,
  FileSkeleton,
  ListSkeleton,
  QueueSkeleton,
  RunSkeleton,
} from './components/skeletons.tsx'
export { Earlier, EmptyState, NotFound, ProblemNotice, Reading, useDraft, type Read } from './components/states.tsx'
export { DataTable, type Column, type Selection, type TableProps } from './components/table.tsx'
export { toast } from './components/toast.tsx'
