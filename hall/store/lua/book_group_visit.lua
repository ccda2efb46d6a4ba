--[[ Book a group visit (团队接待): a unit comes at a time, with staff who look after it; it stands in no queue.
  Asks    visit, unit, persons, hall, from_at, until_at, contact (of the staff; on no event), keep_ms (after its end)
  Returns the visit, as `group_visit`.
  Refuses GROUP_VISIT_OVER ]]
if ask.until_at <= now then return refuse('GROUP_VISIT_OVER', { until_at = ask.until_at }) end
local name = key('group_visit', ask.visit)
redis.call('HSET', name, 'visit', ask.visit, 'unit', ask.unit, 'persons', text(ask.persons), 'hall', ask.hall,
  'from_at', text(ask.from_at), 'until_at', text(ask.until_at), 'contact', ask.contact, 'booked_by', ask.actor or '')
redis.call('PEXPIRE', name, text(ask.until_at - now + ask.keep_ms))
redis.call('ZREMRANGEBYSCORE', key('group_visits'), '-inf', now - ask.keep_ms)
redis.call('ZADD', key('group_visits'), ask.until_at, ask.visit)
tell('group_visit_booked', nil, { visit = ask.visit, unit = ask.unit, persons = text(ask.persons), hall = ask.hall,
  from_at = text(ask.from_at), until_at = text(ask.until_at) })
return answer(nil, { group_visit = record(name) })
