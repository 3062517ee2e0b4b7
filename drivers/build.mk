obj-y += drivers/serial.o
