-- Exactly once: the answer of a request is kept, refusals too, and given again without doing anything.
-- It is kept for 48 hours: a business day lasts at most 24, and its answers live 24 hours longer. A press without a
-- key of its own can be repeated by our own connection alone, and is kept for a minute.
local KEEP_SECONDS = 172800

local function keep(kind, json)
  if ask.request then
    redis.call('SET', key('request', ask.request), ask.digest .. kind .. json, 'EX', ask.keep_seconds or KEEP_SECONDS)
  end
end

-- Answer with the ticket as it is after this act, or with none, and whatever more belongs to the act.
local function answer(ticket, more)
  local said = more or {}
  said.as_of = seq
  said.ticket = ticket
  local json = cjson.encode(said)
  keep('=', json)
  return json
end

-- Say no: the code is a class in hall/rules/refusals.py, the data explain it.
local function refuse(code, data)
  local said = data or {}
  said.as_of = seq
  local reply = code .. ' ' .. cjson.encode(said)
  keep('!', reply)
  return redis.error_reply(reply)
end

if ask.request then
  local before = redis.call('GET', key('request', ask.request))
  if before then
    local length = #ask.digest
    if string.sub(before, 1, length) ~= ask.digest then
      return redis.error_reply('REQUEST_REUSED ' .. cjson.encode({ as_of = seq }))
    end
    local said = string.sub(before, length + 2)
    if string.sub(before, length + 1, length + 1) == '!' then return redis.error_reply(said) end
    return said
  end
end

-- What a door decided by a configuration that is no longer in force, it has to decide anew.
if ask.config and head.config and ask.config ~= head.config then
  return redis.error_reply('CONFIG_MOVED_ON {}')
end
