sheet = Findings
title = Findings of Landbridge in { $file }
about = { $errors ->
    [0] No finding holds a record back.
    [one] One record is held back for one finding or more.
   *[other] { $errors } findings hold records back.
} { $warnings ->
    [0] { "" }
    [one] One more is worth a look.
   *[other] { $warnings } more are worth a look.
}
how = Mend the coloured cells in this file, save it, and send it back under its old name. This sheet may stay: it is passed over.
how-list = Mend the places in the file itself, save it, and send it back under its old name.
left-out = { $count } more findings are not in this list; they come with the next check.
cell = Cell
place = Place
weight = Weight
field = Field
finding = Finding
found = Found
expected = Expected
remedy = What to do
key = Record
code = Code
error = error
warning = warning
note = { $field }: { $title }
    Found: { $found }
    Expected: { $expected }
    { $remedy }

## The summary for a steering committee.

committee-title = Summary for the steering committee
committee-verdict = Verdict
committee-good = All is there
committee-decided = Nothing is open
committee-attention = Needs a person
committee-bad = Do not rely on this yet
committee-loaded = { $loaded } of { $read } records read are in the ERP.
committee-ready = { $ready } of { $read } records read are ready to load. Nothing was written to the ERP.
committee-proven = They were read back from the ERP and compared.
committee-unproven = The ERP was not read back to the end: this is no proof yet.
committee-open = What is open
committee-nothing-open = Nothing is open.
committee-unbalanced = Objects whose figures do not add up: { $objects }
committee-totals-differ = Control totals that differ: { $number }
committee-breaks-open = Open breaks: { $number }
committee-in-doubt = Records in doubt: { $number }
committee-refused = Records that the ERP refused: { $number }
committee-rejected = Records rejected before sending: { $number }
committee-not-sent = Records not sent yet: { $number }
committee-gates = Gates that are not passed: { $number }
committee-stopped = The run did not come to its end.
committee-records = Records
committee-adds-up = Read = loaded + skipped + rejected + refused + in doubt + not yet sent
committee-totals = Control totals that differ
committee-totals-agree = All control totals agree.
committee-no-totals = No control totals were asked for.
committee-readiness = Readiness for the cut-over
committee-readiness-about = Of a hundred records so many are where they should be; never more than 99 while a gate is not passed or anything else is missing.
committee-forecast = Forecast of the cut-over
committee-forecast-says = { $time } at the measured rate, one object after the other. Critical path: { $path }.
committee-decision = Decision
committee-sign = I accept the totals and the open breaks of this run.
committee-name = Name
committee-date = Date
committee-signature = Signature
committee-signed = Accepted by { $by } on { $at }.
committee-object = Object
committee-read = Read
committee-col-loaded = Loaded
committee-col-skipped = Skipped
committee-col-rejected = Rejected
committee-col-refused = Refused
committee-col-doubt = In doubt
committee-col-waiting = Not sent
committee-col-breaks = Open breaks
committee-all = All objects
committee-total = Total
committee-group = Group
committee-source = Legacy files
committee-erp = ERP
committee-difference = ERP less loaded
committee-score = Score
committee-missed = Gates that are missed
committee-run = Run { $run }
committee-rehearsal = rehearsal { $number }
committee-cut-over = cut-over
committee-by = Run by
committee-target = Target
committee-started = Started
committee-none = none
committee-not-read-back = not read back
committee-gate-rejects = rejects: { $excess } too many
committee-gate-warnings = warnings: { $excess } too many
committee-gate-breaks = breaks: { $excess } too many
committee-gate-code = { $code }: { $excess } too many
