/** The steps of a job with what each bought: prompt, receipt, cost. */
import { text } from '../text.ts'
import type { JobDetails } from '../types.ts'

const t = text.job

type Step = JobDetails['steps'][number]

export function JobSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <section>
      <h2>{t.steps}</h2>
      <ol class="steps">
        {steps.map((step) => (
          <li key={step.step} class={`step ${step.state}`}>
            <h3>
              {text.step[step.step]}{' '}
              <span class="quiet">
                {t.stepState[step.state]}
                {step.doneAt && `, ${text.date(step.doneAt)}`}
              </span>
            </h3>
            {step.calls.map((call) => (
              <Call key={call.id} call={call} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Call({ call }: { call: Step['calls'][number] }) {
  const { service, provider, model, outcome, requestId, costMicros, seed, prompt } = call
  return (
    <div class="call">
      <p>
        {service} ({provider}, {model}): {t.outcomes[outcome] ?? outcome}
        {costMicros !== null && <strong> {text.money(costMicros)}</strong>}
      </p>
      <details>
        <summary>{t.promptAndReceipt}</summary>
        <p class="prompt">{prompt}</p>
        <p class="quiet">
          {t.receipt} <code>{requestId ?? text.none}</code> · {t.seed} {seed} ·{' '}
          {text.date(call.createdAt)}
        </p>
      </details>
    </div>
  )
}
