"""The buildings an office looks after.

Owns: property, unit, ownership.
Words: a *property* is a building or site; a *unit* is a thing that is let;
*market rent* is what a unit would bring today.
Holds always: a unit belongs to one property; names of units are unique within a property.
"""
