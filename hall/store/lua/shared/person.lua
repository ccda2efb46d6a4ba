-- One number a person (实名取号), and numbers for few others at once (代办); a person is a keyed digest, and none keeps
-- longer than the tickets that are over.
local function lives(ticket)
  return ticket and may(ticket, 'expire')
end

-- The numbers that an agent holds for others. A number that is over is let go with the next one that is given.
local function held_for_others(agent)
  local numbers, over = {}, {}
  for _, id in ipairs(redis.call('ZRANGE', key('agent', agent), 0, -1)) do
    local ticket = ticket_by(id)
    if lives(ticket) then numbers[#numbers + 1] = ticket.number else over[#over + 1] = id end
  end
  return numbers, over
end

-- Refuse a second number of the same person, and one too many of an agent; nil when neither is so.
local function one_too_many()
  local has = ask.person and ticket_by(redis.call('GET', key('person', ask.service, ask.person)) or '')
  if lives(has) and has.service == ask.service then
    return refuse('ALREADY_WAITING', { ticket = has.id, number = has.number, state = has.state })
  end
  local numbers = ask.agent and held_for_others(ask.agent) or {}
  if #numbers >= ask.agent_people then
    return refuse('AGENT_LIMIT', { limit = ask.agent_people, numbers = numbers })
  end
end

local function know_again(ticket)
  if ask.person then redis.call('SET', key('person', ask.service, ask.person), ticket.id, 'EX', KEEP_ENDED_SECONDS) end
  if not ask.agent then return end
  local mine, _, over = key('agent', ask.agent), held_for_others(ask.agent)
  for _, id in ipairs(over) do redis.call('ZREM', mine, id) end
  redis.call('ZADD', mine, ticket.join, ticket.id)
  redis.call('EXPIRE', mine, KEEP_ENDED_SECONDS)
end
