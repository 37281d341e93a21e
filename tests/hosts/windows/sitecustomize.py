"""What Wine's C library lacks and scipy needs, as the machine code it is: four functions of complex numbers.

Copied into the Windows Python that runs under Wine, which imports it at its start; never used on Windows itself.
Wine has a stub in the place of each, which ends the process; the code is written over it.
"""

import ctypes

CODE = {
    b"crealf": "660f6ec1c3",  # movd xmm0, ecx; ret
    b"cimagf": "48c1e920660f6ec1c3",  # shr rcx, 32; movd xmm0, ecx; ret
    b"creal": "f20f1001c3",  # movsd xmm0, [rcx]; ret
    b"cimag": "f20f104108c3",  # movsd xmm0, [rcx + 8]; ret
}
WRITABLE = 0x40  # PAGE_EXECUTE_READWRITE

kernel = ctypes.WinDLL("kernel32")
kernel.GetModuleHandleW.restype = kernel.GetProcAddress.restype = ctypes.c_void_p
kernel.GetProcAddress.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
kernel.VirtualProtect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_ulong, ctypes.c_void_p]
library = kernel.GetModuleHandleW("ucrtbase.dll")
for name, code in CODE.items():
    place = kernel.GetProcAddress(library, name)
    if place:
        written = bytes.fromhex(code)
        kernel.VirtualProtect(place, len(written), WRITABLE, ctypes.byref(ctypes.c_ulong()))
        ctypes.memmove(place, written, len(written))
