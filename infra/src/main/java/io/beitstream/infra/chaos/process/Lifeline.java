package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every process of a chaos run: runs another main class, and ends the process as
 * soon as its standard input ends. The harness holds the other end of that pipe, so nothing
 * outlives it, however it dies.
 */
public final class Lifeline {
    private static final int PARENT_GONE = 86;

    private Lifeline() {}

    /**
     * @param arguments the main class to run, and its arguments
     */
    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(Lifeline::waitForTheEnd, "lifeline");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void waitForTheEnd() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // A broken pipe is an end too.
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
