package dev.tutti.connectors.kafka.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Different loopback ports that were free a moment ago.
 *
 * @param broker where clients connect
 * @param controller where the broker finds its controller
 * @param guarded where clients with a certificate connect, if there is such a door
 */
record Ports(int broker, int controller, int guarded) {

    static final String HOST = "127.0.0.1";

    /** Asks the operating system for all ports at once, so that they differ. */
    static Ports free() throws IOException {
        InetAddress loopback = InetAddress.getByName(HOST);
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback);
                ServerSocket guarded = new ServerSocket(0, 1, loopback)) {
            return new Ports(broker.getLocalPort(), controller.getLocalPort(), guarded.getLocalPort());
        }
    }

    String brokerAddress() {
        return HOST + ":" + broker;
    }

    String guardedAddress() {
        return HOST + ":" + guarded;
    }

    String controllerAddress() {
        return HOST + ":" + controller;
    }
}
