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
