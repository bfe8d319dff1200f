/** What the package exports, nothing else. */
export { type Config, loadConfig } from './config/config.ts'
export { createHome } from './embedded/home.ts'
export { VidgenError } from './errors.ts'
export { everyJob, type Selection } from './jobs/selection.ts'
export type * from './requests.ts'
export type * from './results.ts'
export { createVidgen, type Vidgen } from './vidgen.ts'
