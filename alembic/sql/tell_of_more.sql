-- Whoever waits for papers or for lines of a bank statement sees in every open tab how many there are.
create trigger tell_the_bell_of_new after insert or delete on document
  for each statement execute function tell_the_bell();
create trigger tell_the_bell after update of reviewed_at, archived_at, trashed_at, restricted on document
  for each statement execute function tell_the_bell();
create trigger tell_the_bell after insert on bank_statement_line
  for each statement execute function tell_the_bell();
create trigger tell_the_bell after insert on bank_match
  for each statement execute function tell_the_bell();
create trigger tell_the_bell after insert on bank_match_reversal
  for each statement execute function tell_the_bell();

-- On which days the office works decides on which day a reminder goes out.
create trigger note_stale_date after insert or update on office_calendar
  for each row execute function note_stale_date('rule', 'id');
create trigger note_stale_date after insert or update on office_closure
  for each row execute function note_stale_date('rule', 'id');
