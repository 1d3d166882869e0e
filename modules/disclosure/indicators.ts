import type { Indicator } from '#platform/indicator'

export const disclosureIndicators: readonly Indicator[] = [
  {
    id: 'disclosure.complaints',
    kind: 'sum',
    zh: '投诉和举报',
    en: 'Complaints and tip-offs',
    unit: 'time',
    definition: {
      zh: '公众页面收到的投诉和举报次数，建议不计',
      en: 'Complaints and tip-offs received; suggestions do not count',
    },
    from: { 'disclosure.complaintReceived': ({ data }) => ((data as { kind: string }).kind === 'suggestion' ? 0 : 1) }, // the schema of the event
  },
  {
    id: 'disclosure.publications',
    kind: 'sum',
    zh: '公开信息',
    en: 'Papers published',
    unit: 'piece',
    definition: { zh: '已公开的信息条数，撤回的扣回', en: 'Papers published, withdrawn ones taken back' },
    from: { 'disclosure.published': () => 1, 'disclosure.withdrawn': () => -1 },
  },
]
