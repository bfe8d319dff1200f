export { asVidgenError } from '../known-error.ts'
