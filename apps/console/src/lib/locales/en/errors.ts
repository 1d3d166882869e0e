import type { errors as zh } from '../zh-cn/errors.ts'

/** What happened; what is kept; what to do. */
export const errors = {
  'error.title': 'Not done',
  'error.requestId': 'When you ask for help, quote {id}',
  'error.http.offline':
    'The server cannot be reached. What you typed is still here; try again when the network is back.',
  'error.http.unavailable': 'The server does not answer just now. Saved data is not affected; try again soon.',
  'error.http.unexpected':
    'The server failed on this; nothing was saved and nothing changed. Try again, or give the number to the system administrator.',
  'error.http.storageFull':
    'The disk of the server is full; nothing was saved and nothing is lost. Ask the system administrator to make room, then try again.',
  'error.backup.notConfigured':
    'No folder for backups is set, so none was begun. Set XIANGJI_BACKUP_DIR and a key on the server (docs/operations.md).',
  'error.backup.underWay': 'A backup is under way; no other was begun. Wait until it is done.',
  'error.check.fileTooLarge': 'The file is larger than 10 MB. Keep the plan and its annexes only and choose again.',
  'error.check.noChinese':
    'No Chinese text can be read in this file. Save it as .docx, or as .txt in UTF-8 or GB 18030, and choose again.',
  'error.check.tooLong':
    'The text has {length} characters, at most {atMost}. Keep the plan and its annexes only and check again.',
  'error.check.notADocument': 'This Word file cannot be read. Save it as .docx or .txt and choose again.',
  'error.http.badRequest': 'The server does not take this request; nothing was saved. Check what was filled in.',
  'error.http.badInput': 'Something is not filled in properly; nothing was saved. Please mend: {problems}',
  'error.http.notFound': 'It cannot be found. It may have been moved, or lies outside your reach.',
  'error.http.notSignedIn': 'Your session has ended. Sign in again; what was not sent must be typed again.',
  'error.http.notAllowed':
    'Your account may not do this; nothing was saved. Ask the security administrator if you need it.',
  'error.http.foreignSite': 'The request came from another site and was refused. Use the pages of this system.',
  'error.identity.wrongPassword':
    'User name or password is wrong. Check capitals and try again; a lost password is reset by the security administrator.',
  'error.identity.wrongCurrentPassword': 'The current password is wrong; the password was not changed.',
  'error.identity.disabled': 'The account is disabled. Ask the security administrator.',
  'error.identity.tooManyAttempts': 'Too many failed attempts. The account is locked; try again in {minutes} minutes.',
  'error.identity.passwordTooWeak':
    'The password is too weak; nothing was saved: at least 10 characters of two kinds (capital, small, digit, sign), and not the user name.',
  'error.identity.passwordUnchanged': 'The new password is the current one; nothing changed. Choose another.',
  'error.identity.setupLinkUnknown':
    'This link was used, has expired or is incomplete. A restart of the server prints new ones for the posts that nobody holds.',
  'error.identity.alreadySetUp': 'This post is held already. Sign in instead.',
  'error.identity.usernameTaken': 'This user name is taken; nothing was saved. Choose another.',
  'error.programme.dayInFuture':
    'The day is later than today ({today}); nothing was saved. Give the day on which it happened.',
  'error.programme.lineMissing': 'Money paid or spent needs a budget line; nothing was saved.',
  'error.programme.lineUnknown': 'The plan has no such budget line; nothing was saved. Choose again.',
  'error.programme.alreadyReversed': 'This entry has been reversed already; nothing was done twice.',
  'error.programme.reversalOfReversal': 'A reversal cannot be reversed. Enter the right amount as a new entry.',
  'error.programme.targetIsMeasured':
    'This target is computed from records and cannot be reported by hand; nothing was saved.',
  'error.programme.externalFigureTaken': '“{name}” of {period} is there already; nothing was saved twice.',
  'error.file.unpacksTooLarge':
    '{name} unpacks to more than an office document does. Nothing was saved; save it anew in Word, Excel or WPS and send that.',
  'error.file.malware': '{name} holds malware ({found}). Nothing was saved; clean the computer that it comes from.',
  'error.file.scannerUnavailable':
    'The malware scanner does not answer, so the file was not taken. Try again in a few minutes; if it goes on, tell the system administrator.',
  'error.file.storeUnavailable':
    'The file store does not answer. Nothing was saved or lost; try again in a few minutes.',
  'error.file.changed':
    'The stored bytes of this file are not those that were sent. It is not shown; tell the system administrator.',
  'error.file.bytesMissing': 'The bytes of this file are missing from the store. Tell the system administrator.',
  'error.file.missing': 'No file arrived; nothing was saved. Choose the file again.',
  'error.file.kindNotTaken': 'Files of this kind are not taken ({name}). Use PDF, a picture, Word or Excel.',
  'error.journal.idTaken':
    'This record is saved already with other content and was not overwritten. Reload and compare.',
  'error.statistics.indicatorUnknown': 'There is no such indicator. The page may be out of date; reload it.',
  'error.division.unknown': 'This place lies outside your reach.',
  'error.division.aliasIsName': '“{name}” is the name of {place} itself and can mean no other place.',
  'error.division.aliasTaken': '“{name}” has been learnt already. Forget it first to change it.',
  'error.alias.unknown': 'There is no such name, or it was forgotten. Please reload.',
  'error.boundary.unknown': 'The boundary of the county is not loaded; the map shows the places only.',
  'error.plan.unknown':
    'No plan is loaded for this county. The system administrator loads one with xiangji county load.',
  'error.county.unknown': 'There is no such county, or it is not in your area. Choose one from the table of counties.',
  'error.unknown': 'The server refused this ({code}); nothing was saved and nothing changed. Check and try again.',
} satisfies Record<keyof typeof zh, string>
