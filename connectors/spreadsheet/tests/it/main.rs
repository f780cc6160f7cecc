//! What the spreadsheet reader promises, told with workbooks made for each case.

#[cfg(test)]
mod annotated;
#[cfg(test)]
mod blocks;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod expectations;
#[cfg(test)]
mod header;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod large;
#[cfg(test)]
mod made;
#[cfg(test)]
mod sheets;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod spreadsheetml;
#[cfg(test)]
mod values;
#[cfg(test)]
mod written;
#[cfg(test)]
mod xlsb;
