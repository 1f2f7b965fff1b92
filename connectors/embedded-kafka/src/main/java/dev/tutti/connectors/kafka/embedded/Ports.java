package dev.tutti.connectors.kafka.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Two different loopback ports that were free a moment ago.
 *
 * @param broker where clients connect
 * @param controller where the broker finds its controller
 */
record Ports(int broker, int controller) {

    static final String HOST = "127.0.0.1";

    /** Asks the operating system for two ports at once, so that they differ. */
    static Ports free() throws IOException {
        InetAddress loopback = InetAddress.getByName(HOST);
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            return new Ports(broker.getLocalPort(), controller.getLocalPort());
        }
    }

    String brokerAddress() {
        return HOST + ":" + broker;
    }

    String controllerAddress() {
        return HOST + ":" + controller;
    }
}
