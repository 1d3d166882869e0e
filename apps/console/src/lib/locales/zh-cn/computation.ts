export const computation = {
  'computation.waiting': '正在排队，轮到就开始。可以离开本页，回来时还在。',
  'computation.running': '正在计算。可以离开本页，回来时还在。',
  'computation.cancel': '停止，用目前最好的结果',
  'computation.cancelling': '正在停止……',
  'computation.stopped': '已停止，还没有得到结果。可以改动后再算。',
  'computation.retry': '再算一次',
  'error.computation.tooMany': '您已有 {atMost} 个计算没有结束，没有再开。请等一个结束，或先停止一个。',
  'error.computation.unknown': '找不到这次计算。结果只保留 30 天，且只有提交的人能看。请重新计算。',
  'error.computation.unknownKind': '服务器已更新，这种计算不再提供。请刷新页面后重新提交。',
  'error.computation.interrupted': '服务器两次中断，计算没有完成。填写的内容和上一次的结果都还在，请再算一次。',
  'error.computation.busy': '正有好几份文字在核查。填写的内容还在，请稍等再试。',
  'error.computation.fault':
    '计算时出错，没有结果。填写的内容和上一次的结果都还在：可以再算一次，或改动后再算；仍不行请报给系统管理员。',
  'error.computation.tooLong': '计算超过了时限，没有结果。填写的内容和上一次的结果都还在：请减少点位或缩短时间后再算。',
} as const
