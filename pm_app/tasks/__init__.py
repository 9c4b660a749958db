"""What somebody of the office must do.

Owns: task. A task may point to any record by its kind, id and name.
"""
