--[[ Put a configuration into force (配置生效): nobody loses her place, whatever became of her service, window or area.
  Asks    version, text (the centre as JSON), first (a new centre's: nothing is changed and nothing told),
          reaches (window → its services and handicaps in ms), leaving (windows that stop calling),
          gone_windows (those of them that are dropped, and have no visitor),
          moves (service that is no more → the id of its successor), gone (services dropped, as a set),
          gone_areas (waiting areas that are no more, as a set), places (service → its hall and area),
          grace_ms (an appointment is good for so long after its slot)
  Returns no ticket; `version` is in force now, `moved` counts those who wait for a successor.
  Refuses CONFIG_EFFECT_CHANGED ]]
if ask.first then
  if not head.config then put_in_force(ask.version, ask.text) end
  return answer(nil)
end
local affected, settles = {}, next(ask.moves) or next(ask.gone) or next(ask.gone_areas)
if settles then
  for _, id in ipairs(redis.call('ZRANGE', key('alive'), 0, -1)) do
    local ticket = ticket_by(id)
    local lost, changes = resettled(ticket)
    if lost then return refuse('CONFIG_EFFECT_CHANGED', { service = lost, ticket = id }) end
    if changes then affected[#affected + 1] = id end
  end
end
for service in pairs(ask.gone) do
  if booked_from_now(service) then return refuse('CONFIG_EFFECT_CHANGED', { service = service }) end
end
for _, name in ipairs(ask.gone_windows) do
  if window_by(name).ticket ~= '' or redis.call('ZCARD', key('held', name)) > 0 then
    return refuse('CONFIG_EFFECT_CHANGED', { window = name })
  end
end
for _, name in ipairs(ask.leaving) do
  local window = window_by(name)
  forget(window)
  unpin_all(window)
  if window.state ~= 'closed' then
    set_window(window, { state = 'closed', since = now, reason = '' })
    tell('window_closed', nil, { window = name, reason = 'withdrawn' })
  end
end
for name, reach in pairs(ask.reaches) do
  local window = window_by(name)
  -- What was undone would put somebody back where nothing is any more.
  if settles then forget(window) end
  if window.since and not same_reach(cjson.decode(window.reach or '{}'), reach) then
    set_window(window, { reach = cjson.encode(reach), lent = '{}' })
    if window.state ~= 'closed' then tell('window_services', nil, { window = name, services = listed(reach) }) end
  end
end
local moved = 0
for _, id in ipairs(affected) do
  if resettle(ticket_by(id)) then moved = moved + 1 end
end
put_in_force(ask.version, ask.text)
tell('config_changed', nil, { config = ask.version, moved = moved })
return answer(nil, { version = ask.version, moved = moved })
