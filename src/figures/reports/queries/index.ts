export { type ActRow, findAct, listActPersons } from './acts.ts'
export { findIndicator, listIndicators } from './indicators.ts'
export { countRegister, listRegister, type RegisterQuery } from './register.ts'
