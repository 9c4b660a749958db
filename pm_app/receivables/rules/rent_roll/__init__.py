"""Reading a rent roll, or a list of opening balances, as other programs print them.

`fields` names what can be filled and the headers it is known by, `sheet` finds the table among titles and headings,
`cells` and `names` read one cell, `layout` tells headings, totals and further lines of a unit apart, `values` and
`reading` make units and households of them, `control` compares with the file's own totals, `plan` with what is there.
"""
