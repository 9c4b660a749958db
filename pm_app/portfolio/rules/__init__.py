"""What is computed about properties and units; importing them from a spreadsheet is the largest part.

`csv_text` turns bytes into rows, `fields` and `mapping` say which column fills which field, `cleaning` and
`reading` turn a row into values or problems, `importing` compares them with what is there.
"""
