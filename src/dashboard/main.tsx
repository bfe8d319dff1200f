import { render } from 'preact'
import { App } from './app.tsx'
import { text } from './text.ts'

document.documentElement.lang = text.language
render(<App />, document.querySelector('#app')!)
