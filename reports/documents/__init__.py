"""Rows in, files out: the roll-up as a Word file in the Party's form; its Excel file is kehoach.lib.office_files.xlsx.

Pure: takes the data classes of `data`, gives bytes, knows no model and no clock. The same input always gives the same
bytes, so that a hash printed on paper can be checked years later.
"""
