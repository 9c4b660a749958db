"""What somebody of the office must do: once, again and again, whenever something happens; and the office's dates.

Owns: task, checklist item, task template, recurring date and the times it was done. A task may point to any record by
its kind and id; what that record is called is looked up here, never taken from whoever asks.
"""
