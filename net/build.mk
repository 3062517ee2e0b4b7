# net - TCP/IP: lwIP's port, sockets on it, addresses.
obj-y += net/net.o net/net_thread.o net/memory.o net/random.o net/checksum.o
obj-y += net/address.o net/socket.o net/options.o net/stream.o
obj-y += net/tcp.o net/tcp_io.o net/tcp_output.o net/tcp_limit.o net/syn_cookie.o net/datagram.o net/way.o net/udp.o net/raw.o
obj-y += net/udp_error.o net/icmp_error.o
obj-y += net/group.o
obj-y += net/eth.o net/eth_csum.o net/eth_cut.o net/neighbour.o net/too_big.o
obj-y += net/config.o
obj-y += net/ip_option.o net/counters.o net/resolve.o
