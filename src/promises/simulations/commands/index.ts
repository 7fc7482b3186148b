export { exportPeople, peopleOf } from './people.ts'
export { listSimulations, saveSimulation, showSimulation } from './save.ts'
export { resultOf, workOut } from './simulate.ts'
