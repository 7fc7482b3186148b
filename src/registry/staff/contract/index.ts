export * from './associations.ts'
export * from './enrolment.ts'
export * from './session.ts'
export * from './staff.ts'
