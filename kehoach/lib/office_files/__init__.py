"""Files of Word and Excel: their parts read safely, tables written as Excel. Pure: same input, same bytes."""
