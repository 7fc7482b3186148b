import { systemClock } from '../../../src/platform/clock.ts'
import { fromBase32, hotp, totpStep } from '../../../src/platform/one-time.ts'
import { staffPageWords } from '../../../src/registry/staff/words/pages.ts'
import type { Visitor } from './visitor.ts'

/** An authenticator: the code of this half minute, each given once, as the product demands. */
export function authenticator(secret: string): () => string {
  const bytes = fromBase32(secret)
  let used = 0
  return () => {
    // The product takes the step before and the one after as well, so that clocks may differ: the code of this half minute still holds
    // in the next, and a second code within it is that of the next.
    used = Math.max(totpStep(systemClock.now()), used + 1)
    return hotp(bytes, used)
  }
}

/** The last step of an enrolment: the authenticator is bound and the recovery codes are kept. */
export async function bindAuthenticator(visitor: Visitor): Promise<() => string> {
  const w = visitor.words(staffPageWords)
  await visitor.arrives(w('enrol'))
  await visitor.step('authenticator')
  const secret = await visitor.page.locator('.nx-code').first().innerText()
  const code = authenticator(secret.replaceAll(' ', ''))
  await visitor.button(w('finish')).click()
  await visitor.sees(w('recovery_needed'))
  await visitor.step('recovery-codes-not-kept')
  await visitor.field(w('recovery_kept')).check()
  await visitor.page.locator('input[name="code"]').fill(code())
  await visitor.button(w('finish')).click()
  return code
}
