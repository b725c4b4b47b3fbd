"""Pages that only read are read from the streaming replica that ``DATABASE_REPLICA_URL`` names.

``pages`` says which pages, ``monitor`` how far the replica has come, ``middleware`` decides once
per request, ``choice`` carries the decision, ``router`` obeys it. Two rules hold everywhere:

- within one request reads move from the replica to the primary, never back, so that a change stamp
  and the rows counted under it come from one database or the rows are the newer ones;
- whoever wrote, or was shown a page of the primary, carries its position and reads the primary
  until the replica is past it.
"""
