/** The headings whose blocks the tests beside this carry out, by document. */
export const CARRIED_OUT: Readonly<Record<string, readonly string[]>> = {
  'first-day.md': ['A file', 'The first videos', 'The limit, tried on purpose', 'Every day after'],
  'first-day.ko.md': [
    '3. 미리 보기',
    '4. 시험 등록과 첫 영상',
    '5. 하루 한도를 넘을 때',
    '6. 실패했을 때',
    '7. 급히 멈출 때',
    '8. 쇼핑몰에 넘기기',
    '9. 하루를 마치며',
  ],
  'observability.md': ['Health'],
  'runbooks.md': [
    'Redis is lost',
    'A provider is down',
    'The balance is out',
    'Too much may have been spent',
    'The outcome of a purchase is unknown',
    'A key has leaked',
    'An upgrade with running workers',
    'Moving to another host',
    'Restoring a backup',
  ],
}
