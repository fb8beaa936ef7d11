package dev.arclight.beam.inference;

/** Threads for work that may take long and that no element waits for. They do not keep a JVM alive. */
final class Background {
    private Background() {}

    static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
