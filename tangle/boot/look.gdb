# look.gdb: stops at three stations of the way from the loader to C and
# shows the mode of the processor. Beside heddle.elf and heddle.iso:
#     gdb -batch -x boot/look.gdb heddle.elf
target remote | exec qemu-system-x86_64 -bios ${BIOS:-bios-256k.bin} \
    -S -gdb stdio -display none -cdrom heddle.iso
hbreak *start
hbreak *enter_64
hbreak *kernel_main
commands 1-3
    silent
end

define station
    continue
    echo \n$arg0\n
    info registers cs cr0 cr3 cr4 efer
end

station start
info registers eax ebx esp
station enter_64
monitor info mem
station kernel_main
monitor info mem
