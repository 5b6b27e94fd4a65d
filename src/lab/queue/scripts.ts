/**
 * What has to happen in Redis at one go. Times are of Redis' own clock, as machines differ; a run's record is what says
 * that anybody wants its results.
 */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * A coordinator begins a run, takes part in it, or says that it still does.
 * KEYS runs, workers, coordinators, record, and the run's other keys. ARGV run, coordinator, the record's token, plan and
 * sources, ms that a sign of life counts, ms that a run is kept without one.
 * @returns token of the record that is there, whether the run was not open before, workers
 */
export const JOIN = `${NOW}
if redis.call('EXISTS', KEYS[4]) == 0 then
  for i = 5, #KEYS do redis.call('DEL', KEYS[i]) end
  redis.call('HSET', KEYS[4], 'token', ARGV[3], 'plan', ARGV[4], 'sources', ARGV[5])
end
redis.call('ZADD', KEYS[3], now, ARGV[2])
local opened = redis.call('ZSCORE', KEYS[1], ARGV[1]) == false
redis.call('ZADD', KEYS[1], now, ARGV[1])
for i = 3, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[7]) end
local workers = redis.call('ZRANGEBYSCORE', KEYS[2], now - ARGV[6], '+inf')
return { redis.call('HGET', KEYS[4], 'token'), opened and 1 or 0, workers }
`;

/**
 * A coordinator goes. The last one closes the run: its results are kept for whoever goes on with it, or removed. Where
 * others have it, they last until their next sign of life should have come.
 * KEYS runs, coordinators, claimed, and the run's other keys. ARGV run, coordinator, ms that a sign of life counts, whether
 * results are kept.
 * @returns whether it was the last
 */
export const LEAVE = `${NOW}
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])
if redis.call('ZCARD', KEYS[2]) > 0 then
  if ARGV[4] == '0' then
    for i = 2, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
  end
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[3])
if ARGV[4] == '0' then
  for i = 4, #KEYS do redis.call('DEL', KEYS[i]) end
end
return 1
`;

/** KEYS claimed, done. ARGV tasks. @returns those that nobody has put into the queue yet */
export const CLAIM = `
local mine = {}
for _, task in ipairs(ARGV) do
  if redis.call('GETBIT', KEYS[2], task) == 0 and redis.call('SETBIT', KEYS[1], task, 1) == 0 then
    mine[#mine + 1] = task
  end
end
return mine
`;

/** KEYS done. ARGV tasks. @returns those without a result */
export const MISSING = `
local missing = {}
for _, task in ipairs(ARGV) do
  if redis.call('GETBIT', KEYS[1], task) == 0 then missing[#missing + 1] = task end
end
return missing
`;

/**
 * A worker hands in a result: the first one of a task counts. KEYS record, done, results. ARGV task, line, ms.
 * @returns whether anybody wants it
 */
export const REPORT = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('SETBIT', KEYS[2], ARGV[1], 1) == 0 then
  redis.call('XADD', KEYS[3], '*', 'line', ARGV[2], 'ms', ARGV[3])
end
return 1
`;

/** A worker leaves a run to others, and says why. KEYS record, results. ARGV worker, reason. */
export const REFUSE = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('XADD', KEYS[2], '*', 'worker', ARGV[1], 'reason', ARGV[2])
end
`;

/**
 * A worker says that it lives, and looks for work. KEYS runs, workers. ARGV worker, ms that a sign of life counts, what
 * stands before and after a run in the key of its record.
 * @returns open runs, and those whose record has gone
 */
export const LOOK = `${NOW}
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[2])
local open, gone = {}, {}
for _, run in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('EXISTS', ARGV[3] .. run .. ARGV[4]) == 1 then open[#open + 1] = run else
    redis.call('ZREM', KEYS[1], run)
    gone[#gone + 1] = run
  end
end
return { open, gone }
`;
