import type { Page } from '../../../web/pages.ts'

/** The pages of this room, for the list of all pages. */
export const paymentsPages: readonly Page[] = [
  {
    path: '/payments',
    page: async () => (await import('./RoundsPage.tsx')).PaymentRoundsPage,
    permission: 'payments.read',
    nav: { title: 'nav_payments', group: 'promise' },
  },
  {
    path: '/payments/new',
    page: async () => (await import('./ComposePage.tsx')).ComposePage,
    permission: 'payments.compose',
  },
  {
    path: '/payments/recoveries',
    page: async () => (await import('./RecoveriesPage.tsx')).RecoveriesPage,
    permission: 'payments.read',
  },
  {
    path: '/payments/templates',
    page: async () => (await import('./TemplatesPage.tsx')).TemplatesPage,
    permission: 'payments.read',
  },
  {
    path: '/payments/templates/new',
    page: async () => (await import('./TemplateFormPage.tsx')).TemplateFormPage,
    permission: 'payments.set_up',
  },
  {
    path: '/payments/templates/$template_id',
    page: async () => (await import('./TemplatePage.tsx')).TemplatePage,
    permission: 'payments.read',
  },
  {
    path: '/payments/$round_id',
    page: async () => (await import('./RoundPage.tsx')).PaymentRoundPage,
    permission: 'payments.read',
  },
  {
    path: '/payments/$round_id/sheet',
    page: async () => (await import('./SheetPage.tsx')).PaymentSheetPage,
    permission: 'payments.read',
  },
]
