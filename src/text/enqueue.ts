import * as en from './en/enqueue.ts'
import * as ko from './ko/enqueue.ts'
import { spoken } from './spoken.ts'

/** What enqueue says of single rows and columns of the file. */
export const enqueueTexts = spoken({ en: en.enqueueTexts, ko: ko.enqueueTexts })

/** What videos will cost. */
export const estimateTexts = spoken({ en: en.estimateTexts, ko: ko.estimateTexts })
