-- all.lua - the parts of Lua that lean on the C library and the system.

-- Numbers: formatting, parsing and the mathematics library.
assert(string.format("%5.2f|%g|%a", 3.14159, 1e100, 1) == " 3.14|1e+100|0x1p+0")
assert(tonumber("0x1.8p1") == 3.0 and tonumber("1e-3") == 0.001)
assert(math.sqrt(2) ^ 2 - 2 < 1e-15 and math.floor(-1.5) == -2)
assert(math.abs(math.sin(1) - 0.8414709848078965) < 1e-15)
assert(math.abs(math.exp(1) - 2.718281828459045) < 1e-15)
assert(0.1 + 0.2 == 0.30000000000000004 and 1 // 0.0 == math.huge)
assert(("%d"):format(math.mininteger) == "-9223372036854775808")

-- Errors and coroutines: setjmp and longjmp.
local ok, message = pcall(error, { code = 42 })
assert(not ok and message.code == 42)
local function deep(n)
    return n == 0 and error("bottom", 0) or deep(n - 1) + 1
end
assert(select(2, pcall(deep, 150)) == "bottom")
local co = coroutine.wrap(function(a)
    for i = 1, 3 do
        a = coroutine.yield(a + i)
    end
end)
assert(co(1) == 2 and co(10) == 12 and co(20) == 23)

-- Memory: much garbage, and it is collected.
local kept = {}
for i = 1, 200000 do
    kept[i % 1000] = ("string " .. i):rep(3)
end
collectgarbage()
assert(collectgarbage("count") < 4096)

-- Files.
local path = os.tmpname()
local file = assert(io.open(path, "w+"))
for i = 1, 1000 do
    file:write(i, "\n")
end
assert(file:seek("cur") == 3893 and file:seek("set", 2) == 2)
assert(file:read("n") == 2 and file:read("l") == "" and file:read("l") == "3")
file:close()
file = assert(io.open(path, "a"))
file:write("end")
file:close()
local lines = 0
for line in io.lines(path) do
    lines = lines + 1
    assert(line == tostring(lines) or line == "end")
end
assert(lines == 1001)
assert(os.rename(path, "/tmp/moved"))
assert(not io.open(path) and io.open("/tmp/moved"))
assert(os.remove("/tmp/moved"))
local none, why, code = io.open("/tmp/moved")
assert(none == nil and why == "/tmp/moved: No such file or directory" and code == 2)

-- Time.
assert(os.time({ year = 2001, month = 9, day = 9, hour = 1, min = 46, sec = 40 }) == 1000000000)
assert(os.date("!%Y-%m-%d %H:%M:%S", 86400) == "1970-01-02 00:00:00")
assert(os.time() > 1600000000 and os.clock() >= 0)

-- There are no other processes to start, and Lua is told so.
assert(os.execute() == false or os.execute() == nil)
assert(not pcall(io.popen, "ls") or not io.popen("ls"))

print("all well")
