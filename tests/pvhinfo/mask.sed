# What changes between builds of pith and versions of QEMU: addresses of
# firmware's and the loader's choice, leftovers in registers, the time. 0 stays
# 0, for that means "absent".
s/^( +(ebx|ecx|edx|esi|edi|ebp|esp|eflags|tsc) +)0x[0-9a-f]+/\1MASKED/
s/^(  "(ebx|ecx|edx|esi|edi|ebp|esp|eflags|tsc)": )"0x[0-9a-f]+"/\1"MASKED"/
s/\b((paddr|[a-z]+_paddr|gdtr_base|rsdp|root_table|pointer|config|image_end|start|end) +)0x[1-9a-f][0-9a-f]*/\1MASKED/g
s/("(paddr|[a-z]+_paddr|gdtr_base|rsdp|root_table|pointer|config|image_end|start|end)": )"0x[1-9a-f][0-9a-f]*"/\1"MASKED"/g
s/(ebx|eflags) is 0x[0-9a-f]+/\1 is MASKED/
