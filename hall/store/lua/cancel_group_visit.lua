--[[ Cancel a group visit (取消接待) that has not ended.
  Asks    visit
  Returns the visit, as `group_visit`.
  Refuses GROUP_VISIT_UNKNOWN GROUP_VISIT_OVER GROUP_VISIT_CANCELLED ]]
local name = key('group_visit', ask.visit)
local visit = record(name)
if not visit.visit then return refuse('GROUP_VISIT_UNKNOWN', { visit = ask.visit }) end
if visit.cancelled_by then return refuse('GROUP_VISIT_CANCELLED', { visit = ask.visit }) end
if tonumber(visit.until_at) <= now then
  return refuse('GROUP_VISIT_OVER', { visit = ask.visit, until_at = tonumber(visit.until_at) })
end
redis.call('HSET', name, 'cancelled_by', ask.actor or '')
tell('group_visit_cancelled', nil, { visit = ask.visit, hall = visit.hall, from_at = visit.from_at })
return answer(nil, { group_visit = record(name) })
