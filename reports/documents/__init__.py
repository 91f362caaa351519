"""Rows in, files out: the roll-up as a Word file in the Party's form, any table as an Excel file.

Pure: takes the data classes of `data`, gives bytes, knows no model and no clock. The same input always gives the same
bytes, so that a hash printed on paper can be checked years later.
"""
