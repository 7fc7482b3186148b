export { BoardPage, EditorPage, FigurePage, FilePage, ListPage, QueuePage, RunPage } from './desk.tsx'
export { CentredPage, Doors, OneQuestionPage, type DoorProps } from './single.tsx'
export { Tile, Tiles } from './tiles.tsx'
