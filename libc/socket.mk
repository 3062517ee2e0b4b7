# Sockets: a program that calls socket() has TCP/IP.
obj-y += libc/socket.o libc/socket_file.o libc/socket_io.o libc/sockopt.o
obj-y += libc/inet_socket.o libc/inet_option.o libc/inet_control.o libc/unix_socket.o libc/unix_io.o libc/unix_rights.o libc/unix_connect.o
obj-y += libc/byte_order.o libc/inet_text.o
obj-y += libc/getaddrinfo.o libc/getnameinfo.o libc/gethostbyname.o
obj-y += libc/hosts.o libc/services.o libc/if_name.o
