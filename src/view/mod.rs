//! Turns a report into the nodes of the page.
