export const computation = {
  'computation.waiting': 'Waiting for its turn. You may leave this page and come back.',
  'computation.running': 'Computing. You may leave this page and come back.',
  'computation.cancel': 'Stop with the best so far',
  'computation.cancelling': 'Stopping…',
  'computation.stopped': 'Stopped before there was a result. Change something and compute again.',
  'computation.retry': 'Compute again',
  'error.computation.tooMany':
    'You have {atMost} computations that have not ended; no other was begun. Wait for one, or stop one.',
  'error.computation.unknown':
    'There is no such computation. A result is kept for 30 days and shown only to whoever asked. Ask again.',
  'error.computation.unknownKind':
    'The server was updated and no longer offers this computation. Reload the page and ask again.',
  'error.computation.interrupted':
    'The server was interrupted twice and the computation did not end. What you filled in and the result before are kept: compute again.',
  'error.computation.busy': 'Several texts are being checked. What you entered is kept: try again in a moment.',
  'error.computation.fault':
    'The computation failed; there is no result. What you filled in and the result before are kept: compute again, or change something first; if it fails again, tell the system administrator.',
  'error.computation.tooLong':
    'The computation took longer than it may; there is no result. What you filled in and the result before are kept: take fewer places or less time.',
} as const
