package io.scanloop.eval.adapter;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Without authentication, whoever reaches the port may do everything: so only this machine may reach it. */
final class Exposure {
    private Exposure() {}

    /**
     * Checks the address that the service is to bind.
     *
     * @throws IllegalStateException when others could reach it
     */
    static void check(String host) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("quarkus.http.host must be an address of this machine, got " + host, e);
        }
        throw new IllegalStateException(
                ("quarkus.http.host must be a loopback address like 127.0.0.1 while no authentication is configured, got %s: "
                                + "put an authenticating proxy on this machine in front of it")
                        .formatted(host));
    }
}
