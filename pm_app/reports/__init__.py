"""Looking back over the whole office: figures that are sums of what the parts below keep, and reports by mail.

Owns: report schedule, report mailed. Also tells administrators what is wrong with the running system.
"""
