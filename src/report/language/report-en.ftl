## The report of a run.

# Dates, sizes, shares, lists.

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
instant = { $day } { $month } { $year }, { $time } UTC
n-bytes = { $n ->
    [one] { $shown } byte
   *[other] { $shown } bytes
}
size-kilo = { $size } kB
size-mega = { $size } MB
size-giga = { $size } GB
under-a-tenth = under 0.1 %
a-second = { $rate } a second
list-last = { $before } and { $last }
joined = { $first }; { $then }
named = { $name }: { $what }
yes = yes
no = no
none-of-it = none
nothing = nothing
unknown = unknown
all-of-it = all
n-records = { $n ->
    [one] { $shown } record
   *[other] { $shown } records
}
n-findings = { $n ->
    [one] { $shown } finding
   *[other] { $shown } findings
}
n-requests = { $n ->
    [one] { $shown } request
   *[other] { $shown } requests
}
n-rejects = { $n ->
    [one] { $shown } reject
   *[other] { $shown } rejects
}
n-open-breaks = { $n ->
    [one] { $shown } open break
   *[other] { $shown } open breaks
}
n-differences = { $n ->
    [one] { $shown } difference
   *[other] { $shown } differences
}

# The verdict.

verdict-unbalanced = The figures of { $object } do not add up: { $what }.
verdict-unbalanced-more = The figures of { $number } objects do not add up, those of { $object } first: { $what }.
verdict-lost = { $gap } of { $read } records read are not accounted for
verdict-surplus = { $read } records read, { $accounted } accounted for
n-totals-differ = { $n ->
    [one] { $shown } control total differs
   *[other] { $shown } control totals differ
}
n-breaks-are-open = { $n ->
    [one] { $shown } break is open
   *[other] { $shown } breaks are open
}
verdict-books = { $held } of { $read } records read are loaded, but the books do not agree: { $differences }.
verdict-books-file = { $held } of { $read } records read would be sent, but the books do not agree: { $differences }.
verdict-gate = The run stopped at a gate, and nothing was sent: { $reason }.
verdict-gate-after = The run stopped at a gate, after { $loaded } records were loaded: { $reason }.
verdict-target = The ERP was not available: { $reason }. { $so-far }
verdict-login-erp = The ERP refused the login: { $reason }. { $so-far }
verdict-login-rights = The ERP does not permit the user what was asked: { $reason }. { $so-far }
verdict-login-token = The token endpoint refused the login: { $reason }. { $so-far }
verdict-login-proxy = A proxy refused the login, and what it refused never reached the ERP: { $reason }. { $so-far }
verdict-held = The run holds: { $reason }. { $so-far }
verdict-interrupted = The run was interrupted: { $reason }. { $so-far }
so-far = { $loaded } of { $read } records read are loaded. { $rest }
so-far-waits = The rest waits in the ledger.
so-far-safe = Nothing is lost: the rest waits in the ledger.
so-far-not-whole = Nothing of this run is sent before its files are whole.
so-far-unread = Nothing is lost: what was not read stands in its files.
verdict-nothing-read = The extracts hold no records: nothing was read and nothing was loaded
verdict-unchanged-all = All is unchanged: all { $read } records read are as an earlier run loaded them, and { $sent }
verdict-unchanged-some = All is unchanged: { $unchanged } of { $read } records read are as an earlier run loaded them, and { $sent }
nothing-to-send = there is nothing to send
nothing-was-sent = nothing was sent
verdict-dry = Nothing was written to the ERP: { $ready } of { $read } records read are ready to load
verdict-file = Nothing was sent: { $ready } of { $read } records read were held against a file in the place of the ERP, and the two agree
verdict-own-word = { $loaded } of { $read } records read are loaded by the ERP's own word
verdict-no-proof = this is no proof until they are read back
verdict-nothing-new = Nothing new was loaded of { $read } records read
claim-sent = Everything that was sent arrived
claim-accepted = Everything that the ERP accepted is there
claim-settled = Everything that is settled is there
verdict-arrived = { $claim }: { $loaded } of { $read } records read are loaded and were found in the ERP
verdict-decided = No difference is open: { $loaded } of { $read } records read are loaded, and people decided about what the ERP holds otherwise ({ $decided })
verdict-decided-file = Nothing was sent: { $loaded } of { $read } records read were held against a file in the place of the ERP, and people decided about what it holds otherwise ({ $decided })
verdict-unshown = Everything that the ERP shows is there: { $loaded } of { $read } records read are loaded and were found in it; { $unshown } are loaded by its own word alone, since nothing shows them
rest-people = { $n ->
    [one] { $shown } needs a person
   *[other] { $shown } need a person
}
rest-waits = { $n ->
    [one] { $shown } waits to be sent
   *[other] { $shown } wait to be sent
}
rest-unchanged = { $n ->
    [one] { $shown } is unchanged
   *[other] { $shown } are unchanged
}
rest-skipped = { $n ->
    [one] { $shown } was skipped
   *[other] { $shown } were skipped
}

# Why a run did not come to its end.

why-unread = not all of its records were read: it is under way, or was broken off
why-not-whole = an extract is not whole (it could not be read to its end, or its own totals do not agree), so nothing was sent
why-unsent = it did not come to sending: it is under way, or was broken off
why-loading = it did not come to its end: it is under way, or was broken off
why-unproven = all was sent, and it was stopped before the ERP was read back to the end
why-given-up = it was given up: a later run stages anew what it did not send
why-asked = somebody asked to stop
why-stopped = it stopped before all was done, and { $open }
why-waiting = { $n ->
    [one] { $shown } record waits to be sent
   *[other] { $shown } records wait to be sent
}
why-doubts = { $n ->
    [one] { $shown } record is in doubt
   *[other] { $shown } records are in doubt
}
why-canary = its first records were sent, and the rest waits for `landbridge go { $run }`

# What remains to be done.

task-equation = { $object }: { $gap } records not accounted for
do-equation = Stop here: rely on no other figure of this object until this is understood.
do-total = Compare the three books below; the difference is in the row.
do-break = Correct it in the ERP or in the source, or record why it is accepted.
task-doubt = { $n ->
    [one] { $shown } record in doubt
   *[other] { $shown } records in doubt
}
do-doubt = Run the load again: it asks the ERP before it resends anything.
task-refused = { $n ->
    [one] { $shown } record refused by the ERP
   *[other] { $shown } records refused by the ERP
}
do-refused = Read the ERP's words under the findings, mend the cause, then retry.
task-rejected = { $n ->
    [one] { $shown } record rejected before sending
   *[other] { $shown } records rejected before sending
}
do-rejected = Mend the cells named under the findings, then check again.
task-again-doubt = { $n ->
    [one] { $shown } record of the run before not settled by the retry
   *[other] { $shown } records of the run before not settled by the retry
}
task-again-refused = { $n ->
    [one] { $shown } record of the run before refused again
   *[other] { $shown } records of the run before refused again
}
do-again-refused = Read the ERP's words with `landbridge rejects`, mend the cause, then retry.
task-not-sent = { $n ->
    [one] { $shown } record not sent yet
   *[other] { $shown } records not sent yet
}
do-not-sent = Run the load again: it carries on where this run ended.
task-gate = Over a gate: { $gate }
do-gate = { $sentence }. { $advice }
over-a-gate = Mend the causes, or raise the gate on purpose.
task-unasked = { $object }: { $number } { $subject } not asked for
do-unasked = Nobody knows whether the ERP accepts them: { $why }.
task-stopped = Stopped early: { $reason }
do-target = Run again when the ERP is back: nothing is sent twice.
task-login-erp = The ERP refused the login
task-login-rights = The ERP does not permit what was asked
task-login-token = The token endpoint refused the login
task-login-proxy = A proxy on the way refused the login
step-login-erp = Do not try again yet, as repeating a wrong password locks users: ask whoever looks after the ERP whether the user is locked, or the password or token has expired or was revoked.
step-login-rights = Ask whoever looks after the ERP to give the user the privilege.
step-login-token = Do not try again yet, as repeating a wrong secret locks clients: ask whoever looks after the token endpoint whether the client is locked, or its secret or key has expired or was revoked.
step-login-proxy = Ask whoever looks after the proxy which user and password it wants; the ERP has nothing to do with it.
step-login-shown = Put right what was shown, where that is needed: { $shown }.
step-login-again = Run the same command again: it carries on where this run ended, and nothing is sent twice.
shown-environment = `{ $setting }` (environment variable { $name })
shown-file = `{ $setting }` (file { $name })
shown-command = `{ $setting }` (what the program { $name } says)
shown-line = `{ $setting }` (landbridge.yaml, line { $name })
shown-nowhere = `{ $setting }` (not stated)
do-held = Mend what it holds for, or let it go on: the rest waits in the ledger.
do-interrupted = Run again: it carries on where this run ended.
do-not-whole = Have the file mended, or exported anew: the findings say what is wrong with it. Then run again: it is read from its beginning, and nothing is sent twice.
do-unread = Run again: all is read from the beginning, and nothing is sent twice.
task-unproven = The ERP was not read back to the end
task-unproven-totals = { $n ->
    [one] { $shown } control total was not read back
   *[other] { $shown } control totals were not read back
}
do-unproven = Run `landbridge reconcile` to prove what arrived.

# Gates.

gate-what-rejects = rejects
gate-what-warnings = warnings
gate-what-breaks = breaks
gate-what-of = { $what } of { $object }
gate-short = { $what }, { $excess } too many
gate-records = { $of } records
gate-records-of = { $of } records of { $object }
gate-rejected = { $found } of { $records } are rejected
gate-warned = { $found } of { $records } have warnings
gate-open = { $breaks } over { $records }
gate-coded = { $found } of { $records } have { $code }
gate-allows = { $what }, and the gate allows { $allowed }

# What the ERP was asked, and what was retried.

asked-line = { $object }: { $asked } of { $subject } asked for in { $requests }, { $amiss } amiss
asked-unasked = { $line }, { $unasked } not asked for
subject-keys = business keys
subject-records = records of { $of }
subject-values = values of { $of }
retried-none = nothing was refused
n-resent = { $n ->
    [one] { $shown } refused record sent again, { $became }
   *[other] { $shown } refused records sent again, { $became }
}
resent-loaded = { $n ->
    [one] { $shown } loaded
   *[other] { $shown } loaded
}
resent-refused = { $n ->
    [one] { $shown } refused again
   *[other] { $shown } refused again
}
resent-unsettled = { $n ->
    [one] { $shown } not settled
   *[other] { $shown } not settled
}
retried-line = { $object } of run { $run }: { $resent }; { $mended } of { $rejects } mended, and sent as this run

# The head of the page.

page-kind = report of a run
page-skip = Skip to the report
run-in-title = run { $run }, { $purpose }
run-title = Run { $run }, { $purpose }
verdict-heading = Run { $run }, { $purpose }: verdict
colophon-made = Made by Landbridge { $program } from the ledger of
colophon-run = , run { $run }. This file holds everything it shows and asks nothing of the network.
contents = Contents
contents-verdict = Verdict
contents-readiness = Readiness
contents-held = What held
contents-words = Words
contents-followed = Records followed
since-run = Since run { $run }
since-heading = Since run { $run }, { $purpose }
print-summary = Print the summary
print-all = Print all
alarm-title = does not add up.
alarm-figures = Read { $read }, accounted for { $accounted }: difference
alarm-rely = Rely on no other figure of this object until this is understood.
tasks-title = What remains to be done
fact-command = Command
fact-by = Run by
fact-target = Target
fact-started = Started
fact-ended = Ended
fact-took = Took
fact-until = { $duration }, until { $ended }
fact-asked = Asked of the ERP
fact-retried = Retried
operator-unknown = not known
command-check = check (a dry run, nothing is written)
command-load = load (without reading back)
command-load-reconciled = load (read back and compared since)
command-run = run (check, load, reconcile)
command-reconcile = reconcile (read back and compare)
command-retry = retry (what was rejected, and is rejected no more)
command-plan = plan (the ERP is read, nothing is written)

# From read to loaded.

funnel-title = From read to loaded
funnel-lead = Every record read must be found again in exactly one group.
funnel-so = It is so:
funnel-equal = both sides are equal.
funnel-not-so = It is not so: the two sides differ.
term-read = read
term-loaded = loaded
term-skipped = skipped
term-rejected = rejected
term-refused = refused
term-doubt = in doubt
term-waiting = not yet sent
term-gap = not accounted for
flow-title = The way of the records, from read to loaded
flow-table = { $summary }. The table below has the figures.
flow-filtered = skipped: not wanted
flow-duplicate = skipped: duplicates
flow-unchanged = skipped: unchanged
flow-taken-back = skipped: taken back
flow-not-asked = skipped: not retried
flow-extract = rejected: unreadable
flow-map = rejected by the mapping
flow-validate = rejected by checks
flow-reference = rejected: reference
flow-refused = refused by the ERP
flow-ready = ready to load
flow-as-if = compared as if sent
funnel-caption = Records by object, in load order
col-object = Object
col-read = Read
col-skipped = Skipped
col-rejected = Rejected
col-loaded = Loaded
col-refused = Refused
col-doubt = In doubt
col-not-sent = Not sent
col-adds-up = Adds up
adds-yes = Yes
adds-no = No: { $gap }
all-objects = All objects
owner = Owner:
part-filtered = filtered
part-duplicate = duplicate
part-taken-back = taken back
part-not-asked = not retried
part-unchanged = unchanged
part-extract = extract
part-map = map
part-validate = validate
part-reference = reference
part-created = created
part-updated = updated
part-not-sent = not sent
object-compared = { $records } read back and compared
object-compared-part = Only { $records } compared so far
object-not-read-back = Not read back

# Control totals.

totals-title = Control totals
totals-none = No mapping of this run asks for control totals. Records were counted, amounts were not added up.
totals-lead = The same sum in three books: legacy files, Landbridge, ERP. Legacy files = kept back + loaded, and loaded = ERP. Figures are written 1,234.56: a comma between thousands, a point before decimals.
totals-in-summary = Only totals that differ are listed in this summary.
totals-caption = Control totals in three books
col-group = Group
col-legacy = Legacy files
col-kept-back = Kept back
total-loaded = Loaded
col-erp = ERP
col-erp-less-loaded = ERP less loaded
col-result = Result
n-differ = { $n ->
    [one] { $shown } differs
   *[other] { $shown } differ
}
n-groups-omitted = { $n ->
    [one] { $shown } more group is in the workbook, which has all of them; shown are those that differ, then the largest.
   *[other] { $shown } more groups are in the workbook, which has all of them; shown are those that differ, then the largest.
}
total-all = All
total-skipped = skipped
total-rejected = rejected
total-refused = refused
total-doubt = in doubt
total-not-sent = not sent
not-read-back = not read back
total-unaccounted = { $rest } of the legacy files not accounted for
too-long = too long to add
result-differs = Differs
result-not-read-back = Not read back
result-agrees = Agrees
result-decided = Differs as decided
result-within = Within tolerance
age-not-due = not due
age-over = over { $days }
age-no-date = no date
trial-title = Trial balances
trial-lead = Debits and credits of each account, in the legacy files and in the ERP. What is kept back, and what the ERP has less than was loaded, is said of the balance: debits less credits.
trial-caption = Trial balances by account
col-account = Account
col-legacy-debit = Legacy debit
col-legacy-credit = Legacy credit
col-erp-debit = ERP debit
col-erp-credit = ERP credit
trial-all = All accounts
trial-balanced = Debits equal credits
trial-unbalanced = ERP debits are not credits
trial-unbalanced-legacy = Legacy debits are not credits

# Readiness, forecast, rehearsals.

readiness-title = Readiness for the cut-over
readiness-lead = Of a hundred records so many are where they should be; never more than 99 while anything is missing.
gates-of-today = The ledger did not keep the gates of this run: it is judged by those of today.
readiness-caption = Readiness by object
col-score = Score
col-missing = What is missing
missing-unread = nothing was read
missing-equation = the figures do not add up
missing-totals = control totals differ
missing-doubt = records are in doubt
missing-gate = gate: { $gate }
forecast-title = Forecast of the cut-over
forecast-caption = Expected time by object, in load order
col-records = Records
col-measured = At the measured rate
col-at-limit = At the permitted limit
col-after = After
on-critical-path = on the critical path
forecast-measured = One object after the other, the cut-over takes { $time } at the rate that this run measured.
n-a-second = { $n ->
    [one] { $shown } request a second
   *[other] { $shown } requests a second
}
forecast-permitted = At the permitted { $limit }, it takes { $time }.
forecast-path = The critical path is { $path }, { $time }: each needs the one before.
forecast-left = Nothing was measured of { $objects }.
since-sentence = Causes of findings: { $new } new, { $remains } still there, { $fixed } fixed.
since-left-out = Nothing is said of { $objects }: only one of the two runs has read it to its end.
since-caption = Causes: what is new, what remains, what is fixed
col-cause = Cause
col-then = Then
col-now = Now
standing-new = new
standing-remains = still there
standing-fixed = fixed
n-causes-omitted = { $n ->
    [one] { $shown } further cause is not listed here.
   *[other] { $shown } further causes are not listed here.
}
history-caption = Rejects and open breaks, run by run
history-run = { $run }, { $purpose }
col-run = Run
col-rejects = Rejects
col-open-breaks = Open breaks
stages-caption = Times and records a second, then and now
col-stage = Stage
stage-extract = extract
stage-map = map
stage-validate = validate
stage-load = load
stage-reconcile = reconcile

# Findings.

findings-title = Findings by cause
findings-none = Nothing was found: every value was accepted by the mapping, the checks and the ERP's schema.
findings-lead = One line for each cause, the worst first: what is wrong and in how many records. Open a line for what to do, and for examples with their place in the legacy file.
find = Find
find-findings = code, field, file or value
find-breaks = key, field or value
show = Show
show-all = all
show-errors = errors
show-warnings = warnings
show-all-kinds = all kinds
open-all = Open all
close-all = Close all
shown-of = %1 of %2 shown
cause-owner = owner
n-causes = { $n ->
    [one] { $shown } cause of rejection
   *[other] { $shown } causes of rejection
}
n-warnings = { $n ->
    [one] { $shown } warning
   *[other] { $shown } warnings
}
n-causes-unlisted = { $n ->
    [one] { $shown } further cause is not listed here; `landbridge rejects` lists every reject.
   *[other] { $shown } further causes are not listed here; `landbridge rejects` lists every reject.
}
tag-error = Error
tag-warning = Warning
word-records = { $n ->
    [one] record
   *[other] records
}
found-at = { $findings } at the stage { $stage }.
says-more = says more.
samples-all = All findings
samples-some = Examples, { $shown } of { $findings }
col-where = Where
col-key = Business key

# Breaks.

breaks-short = Breaks
breaks-title = Breaks: what the ERP holds otherwise
breaks-check = A check loads nothing, so there is nothing to compare.
breaks-none = None. { $records } were read back from the ERP and every compared value is as it was sent.
breaks-unknown = Not known: the ERP was not read back to the end. A load that succeeded proves nothing until then.
breaks-lead = Read back from the ERP and compared, { $records }. What differs between sent and ERP is marked.
sort-by = Sort by
sort-kind = kind
sort-record = record
sort-attribute = attribute
sort-size = size of the difference
in-common = What they have in common:
not-open = Not open any more:
let-pass = Let pass by a rule of the mapping:
allowed-line = { $differences } of { $field }: { $rule } ({ $owner }: { $reason })
decided-fixed = { $n ->
    [one] { $shown } fixed
   *[other] { $shown } fixed
}
decided-explained = { $n ->
    [one] { $shown } explained
   *[other] { $shown } explained
}
decided-accepted = { $n ->
    [one] { $shown } accepted
   *[other] { $shown } accepted
}
decision-open = open
decision-fixed = fixed
decision-explained = explained
decision-accepted = accepted
decision-reopened = reopened
decided-told = { $decision } by { $by } on { $day }: { $why }
breaks-first = The first { $listed } of { $total } open breaks are listed.
breaks-caption = Breaks of { $object }, value by value
col-record = Record
col-legacy-file = Legacy file
col-sent = Sent
decided = Decided:
target-id = target id
too-little = { $by } too little in the ERP
too-much = { $by } too much in the ERP
kind-missing = missing
kind-duplicate = duplicate
kind-amount = amount
kind-unexpected = unexpected
kind-date = date
kind-text = text
kind-reference = reference
kind-ambiguous = ambiguous
kind-ledger = ledger
means-missing = loaded, but not found in the ERP
means-duplicate = in the ERP more than once
means-amount = the amount differs
means-unexpected = in the ERP, but never loaded
means-date = the date differs
means-text = the text differs
means-reference = refers to another record than was meant
means-ambiguous = several ERP records could be this one
means-ledger = the ledger does not hold what the extract holds

# Records followed.

followed-lead = A few records of each kind from their place in the legacy file to the ERP. Any other is followed with `landbridge show KEY`, this also through every rule.
no-key = no key
step-read = Read
step-found = Found
step-found-expected = found
step-expected = , expected
step-sent = Sent
step-state = State
step-returned = , read back from the ERP
values-caption = Value by value
col-attribute = Attribute
as-sent = as sent
value-differs = differs
not-compared = not compared
n-values-omitted = { $n ->
    [one] { $shown } further value not listed here.
   *[other] { $shown } further values not listed here.
}
every-rule = Every rule on the way:
no-answer-yet = no answer yet
state-not-yet-sent = not yet sent
state-sending = sending
state-loaded = loaded
state-refused = refused
state-in-doubt = in doubt
state-rejected = rejected
state-not-sent = not sent
state-ready = ready
state-skipped-filtered = skipped: filtered
state-skipped-duplicate = skipped: duplicate
state-skipped-unchanged = skipped: unchanged
state-skipped-not-retried = skipped: not retried
state-skipped-taken-back = skipped: taken back

# Times, extracts, terms, sign-off.

times-short = Times
times-title = Times and throughput
times-none = No stage was timed in this run.
times-lead = From the first record of a stage to its last. Stages run side by side, so their sum may be longer than the run.
chart-title = Time by stage, all objects together
chart-table = { $summary }. The table below has the figures by object.
times-caption = Time by object and stage
col-time = Time
col-a-second = Records a second
wire-title = Over the wire
wire-requests = Requests
wire-retries = Sent again
wire-throttled = Asked to slow down
wire-failed = Without a usable answer
wire-sent = Sent
wire-received = Received
wire-median = Half answered within
wire-p95 = 95 of 100 within
wire-slowest = Slowest answer
extracts-title = Extracts
extracts-none = This run read no legacy file.
extracts-lead = The legacy files as they were read. The SHA-256 proves that a file at hand is the one that was read: `sha256sum FILE`, or `Get-FileHash FILE` on Windows.
extracts-caption = Legacy files with their fingerprints
col-file = File
col-bytes = Bytes
held-title = What held in this run
held-lead = Parameters, crosswalks and approvals as they were when the run began.
parameters-caption = Parameters in force
col-parameter = Parameter
col-value = Value
crosswalks-caption = Crosswalks
col-crosswalk = Crosswalk
col-owner = Owner
col-version = Version
col-codes = Codes
col-content-hash = SHA-256 of the content
approvals-caption = Confidential sources, and who approved that they are read
col-source = Source
col-purpose = Purpose
col-approver = Approver
sign-off-title = Sign-off
sign-off-none = Nobody has accepted this run yet. A named person accepts its totals and open breaks with `landbridge sign-off { $run }`.
sign-on-paper = For signing on paper
signed-on = accepted the totals and open breaks of this run on { $at }.

# The workbook and the text for a merge request.

book-title = Run { $run } of { $project }
project-run = { $project }: run { $run }, { $purpose }
sheet-summary = Summary
sheet-records = Records
sheet-totals = Totals
sheet-causes = Causes
sheet-findings = Findings
sheet-rejects = Rejects
sheet-breaks = Breaks
in-a-sentence = In a sentence
col-how = How
figure-filtered = Skipped: not wanted
figure-duplicate = Skipped: duplicate
figure-unchanged = Skipped: unchanged
figure-taken-back = Skipped: taken back
figure-not-asked = Skipped: not retried
figure-extract = Rejected: unreadable
figure-map = Rejected: mapping
figure-validate = Rejected: checks
figure-reference = Rejected: reference
figure-created = Loaded: created
figure-updated = Loaded: updated
figure-waiting = Not yet sent
col-accounted = Accounted for
col-unaccounted = Not accounted for
col-compared = Compared with the ERP
col-total = Total
amount-skipped = Skipped
amount-rejected = Rejected
amount-refused = Refused
amount-doubt = In doubt
amount-waiting = Not yet sent
col-tolerance = Tolerance
col-decided = Decided
agrees-decided = decided
amount-unaccounted = Not accounted for
col-agrees = Agrees
col-remark = Remark
remark-digits = More digits than a spreadsheet's numbers have: written as text, worked out by Landbridge.
col-wrong = What is wrong
col-findings = Findings
col-causes = Causes
col-state = State
col-kind = Kind
col-erp-less-sent = ERP less sent
col-target-id = Target id
col-decision = Decision
col-by = By
col-at = At
col-why = Why
totals-that-differ = Control totals that differ
open-breaks-title = Open breaks
col-means = Which means
col-open = Open
n-causes-more = { $n ->
    [one] { $shown } further cause: see the report itself.
   *[other] { $shown } further causes: see the report itself.
}
since-line = Since run { $run }, { $purpose }: { $sentence }

# The words of the report.

glossary-title = The words of this report
word-erp = ERP
    .means = The new system that the data goes to, such as Oracle Fusion Cloud.
word-object = Object
    .means = A kind of thing in the ERP: suppliers, invoices, purchase orders.
word-extract = Extract
    .means = A legacy file as it was read. Its SHA-256 is a fingerprint: if one character of the file changes, the fingerprint changes too.
word-record = Record
    .means = One thing to carry over: a row of a sheet, a line of a file, or an element with its parts.
word-origin = Origin
    .means = Where a value came from, so that you can go there: file, sheet and cell (such as vendors.xlsx › Vendors!C17), or file and line.
word-key = Business key
    .means = The number or name by which people know a record, such as the supplier number.
word-target-id = Target id
    .means = The number that the ERP gave a record when it was loaded.
word-skipped = Skipped
    .means = Left out on purpose: filtered by the mapping's own condition, a duplicate of a record already read, or unchanged since it was loaded.
word-rejected = Rejected
    .means = Not sent, because something in the record must be mended first. The findings say what and where.
word-refused = Refused
    .means = Sent, and turned down by the ERP. The findings quote its words.
word-loaded = Loaded
    .means = The ERP confirmed that it created or updated the record.
word-doubt = In doubt
    .means = Sent, but the answer was lost. Nothing in doubt is sent again before the ERP has been asked whether it has the record.
word-waiting = Not yet sent
    .means = Ready, and waiting for the next load.
word-equation = Closing equation
    .means = Every record read must be found again in exactly one of the groups above. If the two sides differ, records were lost or counted twice.
word-total = Control total
    .means = A sum or count that must be the same in the legacy files, in Landbridge and in the ERP: like the sum under a column, worked out three times independently.
word-ledger = Ledger
    .means = Landbridge's own book, which notes what happened to every record, before and after it is sent.
word-tolerance = Tolerance
    .means = A difference that somebody agreed to beforehand.
word-finding = Finding
    .means = What one rule says about one value. Findings with the same cause are shown together.
word-error = Error
    .means = A finding that keeps the record from being sent.
word-warning = Warning
    .means = A finding worth knowing; the record goes on.
word-break = Break
    .means = A difference between what was sent and what the ERP holds, found by reading the ERP back.
word-reconcile = Reconcile
    .means = Read the ERP back and compare it, value by value.
word-rehearsal = Rehearsal
    .means = A practice run before the cut-over, with a number.
word-cut-over = Cut-over
    .means = The run that counts: after it, people work in the ERP.
word-sign-off = Sign-off
    .means = A named person accepts the totals and the open breaks of one run.
