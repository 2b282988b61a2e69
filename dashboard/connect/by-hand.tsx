import type { JSX } from 'preact'
import { Copyable } from '../frame/copyable.tsx'
import { type Automation, ingestUrl, nameAutomation } from './automation-link.ts'

/** The same settings for whoever types them, in the order of the app. */
export function ByHand({
  automation: { origin, key, dataType, period },
}: {
  automation: Automation
}): JSX.Element {
  return (
    <ol class="instructions by-hand">
      <li>
        In Health Auto Export open <b>Automations</b>, make a new one, and choose <b>REST API</b>.
      </li>
      <li>
        Name it:
        <Copyable label="the name" value={nameAutomation(dataType)} />
      </li>
      <li>
        Enter the URL:
        <Copyable label="the URL" value={ingestUrl(origin)} />
      </li>
      <li>
        Add a header. Its key:
        <Copyable label="the header’s key" value="Authorization" />
        and its value:
        <Copyable label="the header’s value" value={`Bearer ${key}`} />
      </li>
      <li>
        Set these:
        <dl class="settings">
          <Row title="Data type" value={dataType.title} />
          {dataType.settings.map(({ title, value }) => (
            <Row key={title} title={title} value={value} />
          ))}
          <Row title="Export format" value="JSON" />
          <Row title="Export version" value="Version 2" />
          <Row title="Date range" value={period.title} />
          <Row title="Batch requests" value="On" />
        </dl>
      </li>
      <li>Turn the automation on, and let it run once: then it appears on this page.</li>
      <li>Do the same for each other type of data that you want. Choose it above.</li>
    </ol>
  )
}

const Row = ({ title, value }: { title: string; value: string }): JSX.Element => (
  <div>
    <dt>{title}</dt>
    <dd>{value}</dd>
  </div>
)
