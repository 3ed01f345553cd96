# change.gdb: what is mapped before and after space_init() changes to the
# new tables. Beside heddle.elf and heddle.iso:
#     gdb -batch -x boot/change.gdb heddle.elf
target remote | exec qemu-system-x86_64 -S -gdb stdio -display none \
    -cdrom heddle.iso
hbreak space_init
continue
echo before\n
monitor info mem
finish
echo after\n
monitor info mem
