export const backup = {
  'nav.platform': 'System',
  'nav.backups': 'Backups',
  'backup.title': 'Backups',
  'backup.about':
    'Database, papers and secrets in one encrypted file, made every day, read back and kept for 7 days, 4 weeks and 12 months. Restoring and taking files away is done on the server only.',
  'backup.now': 'Back up now',
  'backup.asked': 'Arranged; it begins in a few seconds',
  'backup.table': 'Backups at hand',
  'backup.madeAt': 'Moment',
  'backup.bytes': 'Size',
  'backup.rows': 'Rows',
  'backup.papers': 'Papers',
  'backup.state': 'Read back',
  'backup.verified': 'Read back whole',
  'backup.unverified': 'Not read back',
  'backup.missing': '{count} papers missing',
  'backup.name': 'File',
  'backup.none': 'There is no backup yet',
  'backup.notConfigured':
    'No folder and key for backups are set on the server, so none is made by itself. The section Backup of docs/operations.md says how.',
  'backup.writing': 'Writing',
  'backup.verifying': 'Reading back',
  'backup.under': '{step}: {done} / {total} ({percent})',
  'backup.failed':
    'The backup of {at} was not finished ({code}). Those at hand are unharmed; see the log of the server, mend the cause and back up now.',
  'backup.overdue': 'The newest backup that was read back is {hours} hours old. See the log of the server.',
  'backup.mebibytes': '{size} MB',
}
