-- hello.lua - what `make run` shows: Lua on nothing but a virtual machine.

print("hello from " .. _VERSION .. ", script " .. arg[0])
for i, word in ipairs(arg) do
    print("argument " .. i .. ": " .. word)
end

-- This script came in the initrd, the root file system.
local count = 0
for _ in io.lines(arg[0]) do
    count = count + 1
end
print("the script has " .. count .. " lines")

-- Files may be written too; they live in memory.
local path = "/tmp/squares.txt"
local out = assert(io.open(path, "w"))
for i = 1, 10 do
    out:write(i * i, i < 10 and " " or "\n")
end
out:close()
print(path .. ": " .. io.open(path):read())
