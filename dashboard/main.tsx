import './theme/tokens.css'
import './theme/base.css'
import './theme/controls.css'
import './frame/frame.css'
import { render } from 'preact'
import { App } from './frame/app.tsx'

render(<App />, document.getElementById('app')!)
