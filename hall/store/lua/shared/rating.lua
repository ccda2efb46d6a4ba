-- What can be rated: every finished service of a ticket, in their order. The first of them is turn 1.
local function done_with(window, ticket)
  local done = cjson.decode(ticket.done or '[]')
  done[#done + 1] = { service = ticket.service, hall = ticket.hall, window = window.id, at = text(now) }
  -- The pad at this window asks for it in the next moments.
  set_window(window, { done = ticket.id, done_turn = #done, done_at = now })
  return cjson.encode(done)
end

-- A rating outlives its ticket where somebody still has to settle it.
local KEEP_RATING_SECONDS = 259200

-- Tell of a rating as of the finished service, whatever its ticket does by now.
local function tell_rating(type, rating, more)
  more.window, more.turn, more.level = rating.window, rating.turn, more.level or rating.level
  local about = { id = rating.ticket, number = rating.number, service = rating.service, hall = rating.hall,
    standing = rating.standing }
  tell(type, about, more)
end
