import { buildHouses, GIVEN } from './house.ts'

// Started by `npm test`: builds a house for each half of the journeys, says where they stand, and keeps them until nobody listens any more.
const { given, close } = await buildHouses(Number(process.argv[2]))
const end = () => void close().then(() => process.exit(0))
process.once('disconnect', end)
process.once('SIGINT', end)
process.send?.(given.map((house) => ({ [GIVEN]: JSON.stringify(house) })))
